namespace Blackbox.Core.Collecting.Directories.Matching;

/// <summary>What an account or a user is compared by, made once.</summary>
internal sealed class AccountForm
{
    private readonly string _platform;

    public AccountForm(string platform, string name, string? login, string? email, bool isUser)
    {
        _platform = platform;
        IsUser = isUser;
        Email = EmailForm.Read(email);
        // Git, told no name, writes the e-mail for one.
        var named = name.Contains('@') ? name[..name.IndexOf('@', StringComparison.Ordinal)] : name;
        Names = PersonName.Read(named);
        Login = (login ?? Email?.Login)?.ToLowerInvariant();
        LoginParts = LoginMatching.Parts(Login ?? Email?.Local);
    }

    /// <summary>It is what the user told of themselves, and not an account of theirs.</summary>
    public bool IsUser { get; }

    public EmailForm? Email { get; }
    public IReadOnlyList<PersonName> Names { get; }
    public string? Login { get; }
    public IReadOnlyList<string> LoginParts { get; }

    /// <summary>There is no login, and the e-mail's first part stands for one.</summary>
    public bool IsLoginOfEmail => Login is null;

    /// <summary>What an account of theirs says counts a little less than what they say themselves.</summary>
    public double Weight => IsUser ? 1 : 0.95;

    public string Title => _platform switch
    {
        Platforms.GitHub => "GitHub",
        "" => "other",
        _ => char.ToUpperInvariant(_platform[0]) + _platform[1..],
    };

    /// <summary>Two that are alike have one of them in common.</summary>
    public IEnumerable<string> Keys()
    {
        if (Email is not null)
        {
            yield return $"e:{Email.Address}";
            if (Email.Local.Length > 0)
                yield return $"l:{Email.Local}";
        }
        if (Login is not null)
            yield return $"g:{Login}";
        foreach (var key in LoginKeys())
            yield return key;
        foreach (var key in Names.SelectMany(KeysOf).Distinct(StringComparer.Ordinal))
            yield return key;
    }

    // mkim has the letters of a family name from its second or up to its last but one.
    private IEnumerable<string> LoginKeys()
    {
        if (LoginParts.Count == 0)
            yield break;
        var whole = string.Concat(LoginParts);
        yield return $"w:{whole}";
        foreach (var part in LoginParts)
            yield return $"n:{part}";
        if (whole.Length > 3)
        {
            yield return $"n:{whole[1..]}";
            yield return $"n:{whole[..^1]}";
        }
    }

    private static IEnumerable<string> KeysOf(PersonName name)
    {
        if (name.HangulName is { } hangul)
        {
            yield return $"n:{hangul}";
            yield return $"n:{name.HangulGiven}";
            yield return $"n:{Hangul.Romanize(name.HangulGiven)}";
            yield return $"n:{Hangul.Romanize(hangul)}";
            foreach (var family in KoreanFamilyNames.SpellingsOf(name.HangulFamily))
            {
                yield return $"n:{family}";
                yield return $"w:{family}{Hangul.Romanize(name.HangulGiven)}";
                yield return $"w:{Hangul.Romanize(name.HangulGiven)}{family}";
            }
            yield break;
        }
        foreach (var token in name.Tokens)
        {
            yield return $"n:{token}";
            foreach (var family in Nicknames.Of(token))
                yield return $"k:{family}";
        }
        yield return $"w:{name.Joined}";
        foreach (var reading in name.Readings)
        {
            yield return $"w:{reading.Family}{reading.Given}";
            yield return $"w:{reading.Given}{reading.Family}";
            yield return $"n:{reading.Family}";
        }
    }
}
