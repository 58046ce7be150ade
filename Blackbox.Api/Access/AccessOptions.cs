namespace Blackbox.Api.Access;

/// <summary>Who may talk to the Api while there are no accounts; section <c>Access</c>.</summary>
public sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>Names besides <c>localhost</c> and loopback addresses that a request may be addressed to, as another name of this machine.</summary>
    public IList<string> AllowedHosts { get; } = [];
}
