using Blackbox.Simulators.People;

namespace Blackbox.Simulators.Confluence.Model;

/// <summary>The accounts, spaces and contents, at an instant. Whoever reads or changes it holds <see cref="Sync"/>.</summary>
internal sealed class Wiki
{
    private readonly Dictionary<long, Content> _contents = [];
    private readonly Dictionary<long, Remark> _remarks = [];

    public Lock Sync { get; } = new();

    public List<Account> Accounts { get; } = [];

    public List<Space> Spaces { get; } = [];

    /// <summary>Pages and blog posts, in the order in which they were made.</summary>
    public IReadOnlyCollection<Content> Contents => _contents.Values;

    public IReadOnlyCollection<Remark> Remarks => _remarks.Values;

    public void Add(Content content) => _contents.Add(content.Id, content);

    public void Add(Remark remark) => _remarks.Add(remark.Id, remark);

    public void Remove(Remark remark)
    {
        _remarks.Remove(remark.Id);
        foreach (var answer in _remarks.Values.Where(one => one.Parent == remark).ToList())
            Remove(answer);
    }

    public Content? FindContent(long id) => _contents.GetValueOrDefault(id);

    public Remark? FindRemark(long id) => _remarks.GetValueOrDefault(id);

    public Space? FindSpace(string key) => Spaces.Find(space => space.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    public Space Space(string key) => FindSpace(key) ?? throw new SimulatorException($"There is no space '{key}'.");

    /// <summary>By any of the names that an account has.</summary>
    public Account Account(string name) =>
        Accounts.Find(account => account.IsNamed(name)) ?? throw new SimulatorException($"There is nobody called '{name}'.");
}

/// <summary>An account as the wiki knows it now.</summary>
internal sealed class Account(AtlassianAccount known, string? login)
{
    public AtlassianAccount Known => known;

    public bool IsActive { get; set; } = true;

    public string DisplayName { get; set; } = known.DisplayName;

    public string ServerDisplayName { get; set; } = known.ServerDisplayName;

    public bool IsNamed(string name) =>
        name == known.AccountId || name == known.UserKey || name == known.UserName || name == DisplayName || name == ServerDisplayName
        || (login is not null && login.Equals(name, StringComparison.OrdinalIgnoreCase));
}

internal sealed class Space
{
    public required long Id { get; init; }

    public required string Key { get; init; }

    public required string Name { get; init; }

    public bool IsPersonal { get; init; }

    /// <summary>Only a token that names it may see it.</summary>
    public bool IsRestricted { get; init; }

    /// <summary>The page that all others are below.</summary>
    public Content? Home { get; set; }
}
