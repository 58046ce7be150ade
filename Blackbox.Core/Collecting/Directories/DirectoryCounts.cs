namespace Blackbox.Core.Collecting.Directories;

/// <summary>What a listing of a platform's people changed.</summary>
/// <param name="People">Everyone whom it lists.</param>
/// <param name="Changed">Whose name, e-mail or kind is another.</param>
/// <param name="Deactivated">Who is switched off, or listed no more.</param>
/// <param name="Assigned">Who was recognised as a user.</param>
public sealed record DirectoryCounts(int People, int Added, int Changed, int Deactivated, int Reactivated, int Assigned)
{
    public static readonly DirectoryCounts Nothing = new(0, 0, 0, 0, 0, 0);

    public bool IsChange => Added + Changed + Deactivated + Reactivated + Assigned > 0;
}

/// <param name="Code">Stable code of what is wrong or worth knowing; null when all is well.</param>
/// <param name="RetryAt">When it is tried again by itself; null when it is not.</param>
public sealed record DirectoryOutcome(DirectoryCounts Counts, string? Code = null, string? Message = null, DateTimeOffset? RetryAt = null);
