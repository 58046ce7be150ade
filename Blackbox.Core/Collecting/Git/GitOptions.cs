using System.ComponentModel.DataAnnotations;

namespace Blackbox.Core.Collecting.Git;

/// <summary>How the git program is run; section <c>Git</c>.</summary>
public sealed class GitOptions
{
    public const string Section = "Git";

    /// <summary>The program: a name that is looked up in PATH, or an absolute path.</summary>
    [Required]
    public string Executable { get; set; } = "git";

    /// <summary>Time for one listing of one repository, what the reader of the listing takes included.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Time without a byte from git after which it counts as stuck.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Time for a connection's test, all of its repositories together.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan TestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Absolute paths below which repositories are read though another account owns them. Everyone who can write there is trusted not to
    /// mislead git.
    /// </summary>
    public IList<string> TrustedDirectories { get; } = [];
}
