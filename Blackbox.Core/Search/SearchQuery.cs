namespace Blackbox.Core.Search;

/// <summary>What somebody looks for in their own record.</summary>
public sealed record SearchQuery
{
    public const int MaxTextLength = 500;
    public const int MaxLimit = 50;
    public const int MaxOffset = 500;

    /// <summary>Whose record; nothing of anybody else is ever found.</summary>
    public required Guid UserId { get; init; }

    /// <summary>
    /// Words as for a web search (<c>"exact phrase"</c>, <c>or</c>, <c>-not</c>), issue keys, beginnings of words and of commit ids, and time in words such
    /// as "last week", "in March", "지난주". Empty lists the newest days within the filters. What is over <see cref="MaxTextLength"/> is ignored.
    /// </summary>
    public string Text { get; init; } = "";

    /// <summary>One of <see cref="Collecting.Platforms"/>, or <c>note</c>.</summary>
    public string? Platform { get; init; }

    /// <summary>First local date, inclusive.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last local date, inclusive.</summary>
    public DateOnly? To { get; init; }

    /// <summary>A repository, project or channel: as it is stored, or the last part of its path.</summary>
    public string? Container { get; init; }

    /// <summary>1 to <see cref="MaxLimit"/>; other values are brought into it.</summary>
    public int Limit { get; init; } = 20;

    /// <summary>0 to <see cref="MaxOffset"/>; other values are brought into it.</summary>
    public int Offset { get; init; }
}
