using System.Text.Json;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Secrets;

namespace Blackbox.Api.Pages;

/// <summary>What a person types to connect GitHub. Fields that are left empty mean the defaults.</summary>
internal sealed class GitHubForm
{
    public string? Token { get; set; }
    public string? Organization { get; set; }

    /// <summary>One <c>owner/name</c> a line.</summary>
    public string? Repositories { get; set; }

    public string? BaseUrl { get; set; }
    public string? Scope { get; set; }

    public Secret? Secret() => string.IsNullOrWhiteSpace(Token) ? null : new(Token.Trim());

    public string? Address() => string.IsNullOrWhiteSpace(BaseUrl) ? null : BaseUrl.Trim();

    public string Settings()
    {
        var settings = new Dictionary<string, object>();
        if (Named() is { Length: > 0 } repositories)
            settings["repositories"] = repositories;
        if (!string.IsNullOrWhiteSpace(Organization))
            settings["organization"] = Organization.Trim();
        return JsonSerializer.Serialize(settings);
    }

    public string Name()
    {
        var named = Named();
        var name = !string.IsNullOrWhiteSpace(Organization) ? Organization.Trim()
            : named.Length == 0 ? "GitHub"
            : named.Length == 1 ? named[0]
            : $"{named[0]} and {named.Length - 1} more";
        return Texts.Cut(name, Connection.MaxNameLength);
    }

    public RecordScope? RecordScope() => Scope switch
    {
        "mine" => Core.Collecting.RecordScope.Mine,
        "everyone" => Core.Collecting.RecordScope.Everyone,
        _ => null,
    };

    private string[] Named() =>
        (Repositories ?? "").Split(['\r', '\n', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
