namespace Blackbox.Core.Collecting.Confluence.Markup;

/// <summary>What macros show besides their bodies.</summary>
internal static class StorageMacros
{
    /// <summary>Whether a parameter is read by people; the others set something.</summary>
    public static bool IsShown(string macro, string parameter) => parameter switch
    {
        "title" => true,
        "key" => macro is "jira" or "jiraissues",
        "name" => IsFile(macro),
        _ => false,
    };

    /// <summary>The line above a macro's body: its title, and what kind of box it is where that says something.</summary>
    public static string Lead(Frame macro)
    {
        var kind = macro.Macro switch
        {
            "info" => "Info:",
            "tip" => "Tip:",
            "note" => "Note:",
            "warning" => "Warning:",
            _ => "",
        };
        return macro.Label is { Length: > 0 } title ? $"{kind} {title}".TrimStart() : kind;
    }

    /// <summary>What a macro without a body stands for in the text; null for those that only make something, as a table of contents.</summary>
    public static string? Inline(Frame macro) => macro switch
    {
        { HasBody: true } or { Label: null } => null,
        { Macro: "status" or "jira" or "jiraissues" } => macro.Label,
        _ when IsFile(macro.Macro) => $"[file {macro.Label}]",
        _ => null,
    };

    private static bool IsFile(string macro) =>
        macro is "view-file" or "viewpdf" or "viewdoc" or "viewxls" or "viewppt" or "multimedia";
}
