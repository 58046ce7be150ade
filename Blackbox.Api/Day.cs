using System.Globalization;

namespace Blackbox.Api;

/// <summary>A date in a URL: ISO 8601 only, and within what a record can hold, so that no endpoint needs to check it again.</summary>
public readonly record struct Day(DateOnly Date) : IParsable<Day>
{
    public const string Expected = "a date from 2000-01-01 to 2100-12-31, written as 2026-11-20";

    public static readonly DateOnly Min = new(2000, 1, 1);
    public static readonly DateOnly Max = new(2100, 12, 31);

    public static bool TryParse(string? s, IFormatProvider? provider, out Day result)
    {
        var valid = DateOnly.TryParseExact(s, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date >= Min && date <= Max;
        result = valid ? new(date) : default;
        return valid;
    }

    public static Day Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var day) ? day : throw new FormatException($"It must be {Expected}.");

    public static implicit operator DateOnly(Day day) => day.Date;

    public override string ToString() => Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
