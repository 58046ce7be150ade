using System.Globalization;
using System.Text.RegularExpressions;

namespace Blackbox.Core.Search;

/// <param name="Phrase">The words, as they were written.</param>
/// <param name="Rest">The text without them.</param>
/// <param name="From">Inclusive; null for no bound.</param>
/// <param name="To">Inclusive; null for no bound.</param>
internal sealed record DatePhrase(string Phrase, string Rest, DateOnly? From, DateOnly? To);

/// <summary>
/// Reads words for a time out of a query: "yesterday", "last week", "in March", "2026-11-03", "since Monday", "지난주", "3월". Weeks begin on Monday. A month
/// or weekday without more is the last one that has begun. Text in quotes is never read.
/// </summary>
internal static partial class DatePhrases
{
    private static readonly string[] Months =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    private static readonly string[] Weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    private const string KoreanWeekdays = "월화수목금토일";

    /// <summary>False when the text surely has no such words; cheap.</summary>
    public static bool MayBeIn(string text) => Hint().IsMatch(text);

    /// <returns>Null when no words for a time are found.</returns>
    public static DatePhrase? Find(string text, DateOnly today)
    {
        // Quoted text keeps its length, so that places in the one are places in the other.
        var open = Quoted().Replace(text, match => new string('\u0001', match.Length));
        foreach (var (pattern, read) in Readers)
        {
            foreach (Match match in pattern().Matches(open))
            {
                if (read(match, today) is not { } range)
                    continue;
                var rest = Spaces().Replace(text.Remove(match.Index, match.Length), " ").Trim();
                return new(match.Value.Trim(), rest, range.From, range.To);
            }
        }
        return null;
    }

    private static readonly (Func<Regex> Pattern, Func<Match, DateOnly, (DateOnly? From, DateOnly? To)?> Read)[] Readers =
    [
        (Bounded, ReadBounded),
        (Since, (match, today) => Range(match.Groups["when"].Value, today) is { } range ? (range.From, null) : null),
        (Until, (match, today) => Range(match.Groups["when"].Value, today) is { } range
            ? (null, match.Groups["before"].Success ? range.From.AddDays(-1) : range.To) : null),
        (Single, (match, today) => Range(match.Groups["when"].Value, today) is { } range ? (range.From, range.To) : null),
    ];

    private static (DateOnly? From, DateOnly? To)? ReadBounded(Match match, DateOnly today) =>
        Range(match.Groups["first"].Value, today) is { } first && Range(match.Groups["last"].Value, today) is { } last && first.From <= last.To
            ? (first.From, last.To)
            : null;

    private static (DateOnly From, DateOnly To)? Range(string words, DateOnly today)
    {
        var text = Spaces().Replace(words.Trim().ToLowerInvariant(), " ");
        return Named(text, today) ?? Counted(text, today) ?? Written(text) ?? Month(text, today) ?? Weekday(text, today);
    }

    private static (DateOnly From, DateOnly To)? Named(string text, DateOnly today)
    {
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        var month = new DateOnly(today.Year, today.Month, 1);
        var year = new DateOnly(today.Year, 1, 1);
        return text.Replace(" ", "", StringComparison.Ordinal) switch
        {
            "today" or "오늘" => (today, today),
            "yesterday" or "어제" => (today.AddDays(-1), today.AddDays(-1)),
            "daybeforeyesterday" or "thedaybeforeyesterday" or "그제" or "그저께" => (today.AddDays(-2), today.AddDays(-2)),
            "thisweek" or "이번주" => (monday, monday.AddDays(6)),
            "lastweek" or "지난주" or "저번주" => (monday.AddDays(-7), monday.AddDays(-1)),
            "thismonth" or "이번달" => (month, month.AddMonths(1).AddDays(-1)),
            "lastmonth" or "지난달" or "저번달" => (month.AddMonths(-1), month.AddDays(-1)),
            "thisyear" or "올해" => (year, year.AddYears(1).AddDays(-1)),
            "lastyear" or "작년" or "지난해" => (year.AddYears(-1), year.AddDays(-1)),
            _ => null,
        };
    }

    private static (DateOnly From, DateOnly To)? Counted(string text, DateOnly today)
    {
        var match = CountedTime().Match(text);
        if (!match.Success || !int.TryParse(match.Groups["count"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 1 or > 3_650)
            return null;
        var start = match.Groups["unit"].Value switch
        {
            "day" or "days" or "일" => today.AddDays(-count),
            "week" or "weeks" or "주" => today.AddDays(-7 * Math.Min(count, 520)),
            "month" or "months" or "개월" or "달" => today.AddMonths(-Math.Min(count, 120)),
            _ => today.AddYears(-Math.Min(count, 50)),
        };
        return match.Groups["ago"].Success ? (start, start) : (start.AddDays(1), today);
    }

    // 2026-11-03, 2026-11, 2026, q3 2026, 2026년 11월 3일
    private static (DateOnly From, DateOnly To)? Written(string text)
    {
        var match = WrittenDate().Match(text);
        if (!match.Success || !int.TryParse(match.Groups["year"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var year) || year is < 1970 or > 9998)
            return null;
        if (match.Groups["quarter"].Success)
        {
            var quarter = new DateOnly(year, 3 * (match.Groups["quarter"].Value[0] - '1') + 1, 1);
            return (quarter, quarter.AddMonths(3).AddDays(-1));
        }
        var month = Number(match.Groups["month"]);
        var day = Number(match.Groups["day"]);
        if (month is null)
            return (new(year, 1, 1), new(year, 12, 31));
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month.Value))
            return null;
        var first = new DateOnly(year, month.Value, day ?? 1);
        return (first, day is null ? first.AddMonths(1).AddDays(-1) : first);
    }

    // march, march 2026, 3 march 2026, march 3, 3월, 3월 5일
    private static (DateOnly From, DateOnly To)? Month(string text, DateOnly today)
    {
        var match = NamedMonth().Match(text);
        if (!match.Success)
            return null;
        var month = match.Groups["number"].Success
            ? Number(match.Groups["number"])!.Value
            : Array.FindIndex(Months, name => name.StartsWith(match.Groups["name"].Value, StringComparison.Ordinal)) + 1;
        if (month is < 1 or > 12)
            return null;
        var day = Number(match.Groups["day"]) ?? Number(match.Groups["before"]);
        var year = Number(match.Groups["year"]) ?? (new DateOnly(today.Year, month, 1) > today ? today.Year - 1 : today.Year);
        if (year is < 1970 or > 9998 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return null;
        var first = new DateOnly(year, month, day ?? 1);
        return (first, day is null ? first.AddMonths(1).AddDays(-1) : first);
    }

    private static (DateOnly From, DateOnly To)? Weekday(string text, DateOnly today)
    {
        var name = text.StartsWith("last ", StringComparison.Ordinal) ? text[5..] : text;
        var index = Array.IndexOf(Weekdays, name);
        if (index < 0 && name.Length == 3 && name.EndsWith("요일", StringComparison.Ordinal))
            index = KoreanWeekdays.IndexOf(name[0], StringComparison.Ordinal);
        if (index < 0)
            return null;
        var back = (((int)today.DayOfWeek + 6) % 7 - index + 7) % 7;
        var date = today.AddDays(-(back == 0 && name.Length < text.Length ? 7 : back));
        return (date, date);
    }

    private static int? Number(Group group) => group.Success ? int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    private const string MonthNames = "january|february|march|april|may|june|july|august|september|october|november|december";
    private const string WeekdayNames = "monday|tuesday|wednesday|thursday|friday|saturday|sunday";
    private const RegexOptions Style = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    // Words that mean nothing but a time.
    private const string Clear =
        @"the day before yesterday|day before yesterday|today|yesterday|(?:this|last)\s+(?:week|month|year)|last\s+(?:" + WeekdayNames + @")"
        + @"|(?:last|past)\s+\d{1,4}\s+(?:days?|weeks?|months?|years?)|\d{1,4}\s+(?:days?|weeks?|months?|years?)\s+ago"
        + @"|\d{4}-\d{1,2}-\d{1,2}|\d{4}-\d{2}(?![\d-])|q[1-4]\s+\d{4}"
        + @"|(?:\d{1,2}\s+)?(?:" + MonthNames + @")\s+(?:\d{1,2},?\s+)?\d{4}"
        + @"|오늘|어제|그제|그저께|이번\s?주|지난\s?주|저번\s?주|이번\s?달|지난\s?달|저번\s?달|올해|작년|지난해"
        + @"|(?:최근|지난)\s?\d{1,4}\s?(?:일|주|개월|달|년)|\d{1,4}\s?(?:일|주|개월|달|년)\s?전|\d{4}년(?:\s?\d{1,2}월(?:\s?\d{1,2}일)?)?|\d{1,2}월(?:\s?\d{1,2}일)?|[월화수목금토일]요일";

    // Words that mean a time only after a preposition: "may" and "march" do more often something else.
    private const string Unclear = @"(?:" + MonthNames + @")(?:\s+\d{1,2}(?!\d))?|\d{1,2}\s+(?:" + MonthNames + @")|(?:" + WeekdayNames + @")|\d{4}(?![\d-])";

    private const string Any = "(?:" + Clear + "|" + Unclear + ")";
    private const string End = @"(?![\p{L}\p{N}])";
    private const string Begin = @"(?<![\p{L}\p{N}#-])";

    // A particle may follow in Korean.
    private const string Particle = @"(?:에는|에|의|부터|까지)?";

    [GeneratedRegex(Begin + @"(?:from|between)\s+(?<first>" + Any + @")\s+(?:to|and|until)\s+(?<last>" + Any + ")" + End, Style)]
    private static partial Regex Bounded();

    [GeneratedRegex(Begin + @"(?:since|after|from)\s+(?<when>" + Any + ")" + End + @"|" + Begin + @"(?<when>" + Clear + @")\s?부터" + End, Style)]
    private static partial Regex Since();

    [GeneratedRegex(Begin + @"(?:(?<before>before)|until|till)\s+(?<when>" + Any + ")" + End + @"|" + Begin + @"(?<when>" + Clear + @")\s?까지" + End, Style)]
    private static partial Regex Until();

    [GeneratedRegex(Begin + @"(?:(?:in|on|during)\s+(?<when>" + Any + ")" + End + "|(?<when>" + Clear + ")" + Particle + End + ")", Style)]
    private static partial Regex Single();

    [GeneratedRegex(@"\d|day|week|month|year|" + MonthNames + @"|오늘|어제|그제|그저께|주|달|올해|작년|지난해|요일", Style)]
    private static partial Regex Hint();

    [GeneratedRegex(@"^(?:(?:last|past|최근|지난) ?)?(?<count>\d{1,4}) ?(?<unit>days?|weeks?|months?|years?|일|주|개월|달|년) ?(?<ago>ago|전)?$")]
    private static partial Regex CountedTime();

    [GeneratedRegex(@"^(?:q(?<quarter>[1-4]) (?<year>\d{4})|(?<year>\d{4})(?:-(?<month>\d{1,2})(?:-(?<day>\d{1,2}))?)?|(?<year>\d{4})년(?: ?(?<month>\d{1,2})월(?: ?(?<day>\d{1,2})일)?)?)$")]
    private static partial Regex WrittenDate();

    [GeneratedRegex(@"^(?:(?<before>\d{1,2}) )?(?<name>" + MonthNames + @")(?: (?<day>\d{1,2}),?)?(?: (?<year>\d{4}))?$|^(?<number>\d{1,2})월(?: ?(?<day>\d{1,2})일)?$")]
    private static partial Regex NamedMonth();

    [GeneratedRegex("\"[^\"]*\"?")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
