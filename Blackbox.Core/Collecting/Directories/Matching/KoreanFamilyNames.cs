namespace Blackbox.Core.Collecting.Directories.Matching;

/// <summary>Korean family names as their bearers spell them, where that is not what <see cref="Hangul"/> knows anyway.</summary>
internal static class KoreanFamilyNames
{
    private static readonly string[] OfTwoSyllables = ["남궁", "황보", "제갈", "선우", "독고", "사공", "서문"];

    private static readonly Dictionary<string, string[]> Spellings = new(StringComparer.Ordinal)
    {
        ["김"] = ["kim", "gim", "ghim", "keem"],
        ["이"] = ["lee", "yi", "i", "rhee", "ri", "li", "yee", "rhie", "leigh"],
        ["리"] = ["lee", "ri", "yi", "rhee", "li"],
        ["박"] = ["park", "bak", "pak", "bark", "pack"],
        ["최"] = ["choi", "choe", "chey", "choy", "chwe"],
        ["정"] = ["jung", "jeong", "chung", "cheong", "joung", "jong"],
        ["강"] = ["kang", "gang"],
        ["조"] = ["cho", "jo", "joe", "zo"],
        ["윤"] = ["yoon", "yun", "youn", "yune"],
        ["임"] = ["lim", "im", "rim", "yim", "leem"],
        ["림"] = ["lim", "rim", "im"],
        ["오"] = ["oh", "o"],
        ["서"] = ["seo", "suh", "so", "sur"],
        ["신"] = ["shin", "sin"],
        ["권"] = ["kwon", "gwon", "kweon"],
        ["황"] = ["hwang", "whang"],
        ["안"] = ["ahn", "an"],
        ["유"] = ["yoo", "yu", "you", "ryu", "yoou"],
        ["류"] = ["ryu", "yoo", "ryoo", "yu", "lyu", "you"],
        ["전"] = ["jeon", "jun", "chun", "chon", "cheon"],
        ["고"] = ["ko", "go", "koh", "goh"],
        ["문"] = ["moon", "mun"],
        ["손"] = ["son", "sohn", "shon"],
        ["배"] = ["bae", "pae", "bai", "pai"],
        ["백"] = ["baek", "paik", "back", "paek", "baik", "beck"],
        ["허"] = ["heo", "hur", "huh", "her", "hu"],
        ["노"] = ["noh", "no", "roh", "ro"],
        ["로"] = ["roh", "ro", "noh"],
        ["심"] = ["shim", "sim"],
        ["곽"] = ["kwak", "gwak", "kwack"],
        ["성"] = ["sung", "seong", "song"],
        ["주"] = ["joo", "ju", "chu", "choo"],
        ["우"] = ["woo", "u", "wu", "ou"],
        ["구"] = ["koo", "gu", "ku", "goo"],
        ["나"] = ["na", "ra", "nah"],
        ["라"] = ["ra", "na"],
        ["엄"] = ["eom", "um", "uhm", "ohm"],
        ["현"] = ["hyun", "hyeon", "hyon"],
        ["변"] = ["byun", "byeon", "pyun", "byon"],
        ["염"] = ["yeom", "yum", "youm"],
        ["여"] = ["yeo", "yo", "lyuh"],
        ["석"] = ["suk", "seok", "sok"],
        ["연"] = ["yeon", "youn", "yun"],
        ["금"] = ["keum", "geum", "kum"],
        ["국"] = ["kook", "guk", "kuk"],
        ["길"] = ["gil", "kil"],
        ["반"] = ["ban", "bahn", "pan"],
        ["남궁"] = ["namgung", "namkoong", "namgoong", "namkung"],
        ["황보"] = ["hwangbo", "whangbo"],
        ["제갈"] = ["jegal", "chegal"],
        ["선우"] = ["sunwoo", "seonu", "sunoo", "seonwoo"],
        ["독고"] = ["dokgo", "dokko"],
    };

    /// <returns>How many syllables of a name are its family's. Of three, it is one far more often than not.</returns>
    public static int LengthIn(ReadOnlySpan<char> name)
    {
        if (name.Length < 4)
            return 1;
        foreach (var family in OfTwoSyllables)
        {
            if (name.StartsWith(family, StringComparison.Ordinal))
                return 2;
        }
        return 1;
    }

    /// <param name="family">Hangul.</param>
    /// <param name="latin">Lower case.</param>
    public static bool IsSpelled(string family, string latin) =>
        Spellings.TryGetValue(family, out var spellings) && spellings.Contains(latin, StringComparer.Ordinal) || Hangul.IsSpelled(family, latin);

    /// <summary>What a Latin text that is a whole name may begin or end with.</summary>
    public static IEnumerable<string> SpellingsOf(string family) =>
        (Spellings.GetValueOrDefault(family) ?? []).Append(Hangul.Romanize(family)).Distinct(StringComparer.Ordinal);
}
