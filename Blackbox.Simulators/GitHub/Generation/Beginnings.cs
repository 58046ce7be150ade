using Blackbox.Simulators.Generation;
using Blackbox.Simulators.GitHub.Model;

namespace Blackbox.Simulators.GitHub.Generation;

/// <summary>The repositories as they are before the first day.</summary>
internal static class Beginnings
{
    private static readonly DateTimeOffset Founded = new(2023, 2, 1, 9, 0, 0, TimeSpan.Zero);

    public static Repository Begin(this Organisation organisation, ulong seed, int index, string name, Project project, bool isPrivate)
    {
        var repository = organisation.NewRepository(index, name, project.Description, project.Language, isPrivate);
        // Not by a person: it is nobody's activity, whenever the record begins.
        var author = Accounts.Dependabot.Signs(repository.CreatedAt);
        var sha = Dice.Sha(seed, $"root/{name}");
        repository.Commit(sha, author, author, "Initial commit", [new("README.md", "added", 3, 0, seed)]);
        repository.Branches[repository.DefaultBranch] = sha;
        organisation.Add(repository);
        return repository;
    }

    public static void AddPeculiarities(this Organisation organisation, int index, bool unreachable)
    {
        organisation.Add(organisation.NewRepository(index, "playground", "Nothing here yet", "", false));
        if (!unreachable)
            return;
        var deleted = organisation.NewRepository(index + 1, "legacy-portal", "The portal before the shop", "PHP", false);
        deleted.Availability = Availability.Deleted;
        organisation.Add(deleted);
        var blocked = organisation.NewRepository(index + 2, "media-archive", "Photos of the catalogue", "", false);
        blocked.Availability = Availability.Blocked;
        organisation.Add(blocked);
    }

    private static Repository NewRepository(
        this Organisation organisation, int index, string name, string description, string language, bool isPrivate) => new()
        {
            Id = 612_000_000 + (index * 1_013L),
            Owner = organisation.Name,
            OwnedByOrganisation = true,
            Name = name,
            Description = description,
            Language = language,
            IsPrivate = isPrivate,
            CreatedAt = Founded.AddDays(index % 300),
            PushedAt = Founded.AddDays(index % 300),
        };
}
