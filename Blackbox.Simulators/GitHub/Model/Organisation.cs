namespace Blackbox.Simulators.GitHub.Model;

/// <summary>The accounts and repositories, at an instant. Whoever reads or changes it holds <see cref="Sync"/>.</summary>
internal sealed class Organisation(string name)
{
    private readonly Dictionary<string, Person> _byLogin = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Repository> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, long> _formerNames = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<long, Repository> _byId = [];
    private readonly Dictionary<string, List<TimelineEvent>> _eventsOf = new(StringComparer.OrdinalIgnoreCase);

    public Lock Sync { get; } = new();

    public string Name { get; } = name;

    public long Id { get; } = 81_204_417;

    public List<Person> People { get; } = [];

    public List<Repository> Repositories { get; } = [];

    /// <summary>Signs what is merged on the web page.</summary>
    public Person WebFlow { get; } = new()
    {
        Id = 19_864_447,
        Login = "web-flow",
        Name = "GitHub",
        CommitEmail = "noreply@github.com",
    };

    /// <summary>Grows with each change anywhere.</summary>
    public long Version { get; private set; }

    public void Add(Person person)
    {
        People.Add(person);
        _byLogin.Add(person.Login, person);
    }

    /// <summary>Somebody who is known here but does not work here.</summary>
    public Person AddOutsider(Person person)
    {
        _byLogin.Add(person.Login, person);
        return person;
    }

    public void Add(Repository repository)
    {
        Repositories.Add(repository);
        _byId.Add(repository.Id, repository);
        _byName[repository.FullName] = repository;
        Changed(repository);
    }

    public void Rename(Repository repository, string name)
    {
        _byName.Remove(repository.FullName);
        _formerNames[repository.FullName] = repository.Id;
        repository.Name = name;
        _formerNames.Remove(repository.FullName);
        _byName[repository.FullName] = repository;
        Changed(repository);
    }

    /// <summary>A name that a repository had before it was renamed.</summary>
    public void AddFormerName(Repository repository, string name) => _formerNames[$"{repository.Owner}/{name}"] = repository.Id;

    public Person? FindPerson(string login) => _byLogin.GetValueOrDefault(login);

    public Person Person(string login) => FindPerson(login) ?? throw new SimulatorException($"There is nobody called '{login}'.");

    public Repository? FindRepository(string fullName) => _byName.GetValueOrDefault(fullName);

    public Repository? FindRepository(long id) => _byId.GetValueOrDefault(id);

    public Repository Repository(string fullName) =>
        FindRepository(fullName) ?? throw new SimulatorException($"There is no repository '{fullName}'.");

    /// <summary>Where a repository is that had this name before; null if none had.</summary>
    public long? FindFormer(string fullName) => _formerNames.TryGetValue(fullName, out var id) ? id : null;

    public IReadOnlyList<TimelineEvent> EventsOf(string login) => _eventsOf.TryGetValue(login, out var events) ? events : [];

    public void Changed(Repository repository)
    {
        repository.Changed();
        Version++;
    }

    public void Record(TimelineEvent entry)
    {
        entry.Repository.Events.Add(entry);
        if (!_eventsOf.TryGetValue(entry.Actor.Login, out var events))
            _eventsOf.Add(entry.Actor.Login, events = []);
        events.Add(entry);
    }

    /// <summary>Takes events back whose subject is gone.</summary>
    public void Forget(Predicate<TimelineEvent> which)
    {
        Repositories.ForEach(repository => repository.Events.RemoveAll(which));
        foreach (var events in _eventsOf.Values)
            events.RemoveAll(which);
    }
}
