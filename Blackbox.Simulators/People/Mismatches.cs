using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Blackbox.Simulators.People;

/// <summary>
/// How the accounts of one person differ from platform to platform, as they do in every company. Which mismatch a person has follows from
/// their index: each turn of twenty has all of them. docs/simulators.md has the table.
/// </summary>
internal static class Mismatches
{
    public const int Period = 20;
    public const int Deactivated = 19;

    /// <summary>Bears, outside of GitHub, the name of the person eleven before: two people with one name.</summary>
    private const int Namesake = 18;
    private const int NamesakeDistance = 11;

    public static AtlassianAccount AtlassianOf(ulong seed, int index, FullName name)
    {
        var turn = index % Period;
        var known = Known(index, name);
        var work = $"{name.Address}@{Staff.Domain}";
        return new()
        {
            AccountId = AccountId(seed, $"person/{index}"),
            ServerKey = string.Create(CultureInfo.InvariantCulture, $"JIRAUSER{10_100 + (index * 7)}"),
            UserKey = Hex(seed, $"confluence/{index}", 32),
            UserName = name.Short,
            DisplayName = turn switch
            {
                // Only the first name and the letter of the last one.
                12 => $"{known.First} {known.Last[0]}.",
                9 => known.InKorean ?? known.Text,
                _ => known.Text,
            },
            ServerDisplayName = turn == 10 ? $"{known.Last}, {known.First}" : turn == 15 ? Latin(known.Text) : turn == 9 ? known.InKorean ?? known.Text : known.Text,
            Email = turn % 3 == 2 ? null : turn == 4 ? $"{name.Short}@{Staff.Domain}" : work,
            ServerEmail = turn == 4 ? $"{name.Short}@{Staff.Domain}" : work,
        };
    }

    public static SlackAccount SlackOf(ulong seed, int index, FullName name)
    {
        var turn = index % Period;
        var known = Known(index, name);
        var work = $"{name.Address}@{Staff.Domain}";
        return new()
        {
            Id = "U" + Letters(seed, $"slack/{index}"),
            Name = name.Address,
            RealName = turn is 16 or 3 ? known.InKorean ?? known.Text : known.Text,
            DisplayName = turn switch
            {
                5 => $"{Staff.Plain(name.First)[..3]} 🏔",
                11 => name.First.ToLowerInvariant(),
                13 => "the_" + Staff.Plain(name.First),
                16 => known.InKorean ?? known.Text,
                0 or 1 => known.Text,
                _ => "",
            },
            Email = turn switch
            {
                3 => $"{name.Short}@{Staff.Domain}",
                6 => $"{name.Address}@post.example",
                14 => $"{name.Address}+slack@{Staff.Domain}",
                17 => $"{name.First}.{name.Last}{name.Number}@{Staff.Domain}",
                _ => work,
            },
            IsEmailConfirmed = turn != 7,
        };
    }

    /// <summary>The account of what the platform runs by itself.</summary>
    public static AtlassianAccount App(ulong seed, string name) => new()
    {
        AccountId = $"557058:{Guid.Parse(Hex(seed, $"app/{name}", 32))}",
        ServerKey = "JIRAUSER10020",
        UserKey = Hex(seed, $"app/{name}", 32),
        UserName = Staff.Plain(name),
        DisplayName = name,
        ServerDisplayName = name,
        Email = null,
        ServerEmail = $"{Staff.Plain(name)}@{Staff.Domain}",
        IsApp = true,
    };

    /// <summary>The account that the tokens of tests and of the stack belong to. It does nothing.</summary>
    public static AtlassianAccount Robot(ulong seed) => new()
    {
        AccountId = AccountId(seed, "robot"),
        ServerKey = "JIRAUSER10010",
        UserKey = Hex(seed, "confluence/robot", 32),
        UserName = "robot",
        DisplayName = "Robot",
        ServerDisplayName = "Robot",
        Email = $"robot@{Staff.Domain}",
        ServerEmail = $"robot@{Staff.Domain}",
    };

    /// <summary>A bot of the workspace.</summary>
    public static SlackAccount Bot(ulong seed, string name) => new()
    {
        Id = "U" + Letters(seed, $"slack/bot/{name}"),
        Name = Staff.Plain(name),
        RealName = name,
        DisplayName = name,
        Email = "",
        IsEmailConfirmed = false,
        IsBot = true,
    };

    private static FullName Known(int index, FullName name)
    {
        if (index % Period != Namesake)
            return name;
        var (first, last) = Staff.NameOf(index - NamesakeDistance);
        return name with { First = first, Last = last };
    }

    private static string Latin(string name) =>
        string.Concat(name.Normalize(NormalizationForm.FormD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark));

    private static string AccountId(ulong seed, string what) => Hex(seed, "atlassian/" + what, 24);

    private static string Hex(ulong seed, string what, int length) => Convert.ToHexStringLower(Hash(seed, what))[..length];

    /// <summary>Ten of Slack's letters and digits.</summary>
    internal static string Letters(ulong seed, string what)
    {
        const string Alphabet = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        return string.Concat(Hash(seed, what).Take(10).Select(part => Alphabet[part % Alphabet.Length]));
    }

    private static byte[] Hash(ulong seed, string what) => SHA256.HashData(Encoding.UTF8.GetBytes($"{seed:x}/{what}"));
}
