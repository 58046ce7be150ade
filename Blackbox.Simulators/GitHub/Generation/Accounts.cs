using System.Globalization;
using Blackbox.Simulators.Generation;
using Blackbox.Simulators.GitHub.Model;
using Blackbox.Simulators.People;

namespace Blackbox.Simulators.GitHub.Generation;

/// <summary>The people's accounts on GitHub, and those of bots.</summary>
internal static class Accounts
{
    public static Person Dependabot { get; } = Bot(49_699_333, "dependabot[bot]");

    public static Person CodeCoverage { get; } = Bot(22_429_695, "codecov[bot]");

    public static Person Of(SimulatedPerson person, ulong seed)
    {
        var (i, login) = (person.Index, person.Login);
        var id = 6_000_000 + (i * 811L) + new Dice(Dice.Seed(seed, $"person/{i}")).Between(0, 800);
        // One in five hides its address, one in ten commits with one that GitHub does not know.
        return new()
        {
            Id = id,
            Login = login,
            Name = person.Name,
            CommitEmail = i % 10 == 7
                ? $"{char.ToUpperInvariant(person.WorkEmail[0])}{person.WorkEmail[1..person.WorkEmail.IndexOf('@', StringComparison.Ordinal)]}@build-host.local"
                : i % 5 == 2
                    ? string.Create(CultureInfo.InvariantCulture, $"{id}+{login}@users.noreply.github.com")
                    : person.WorkEmail,
            EmailIsKnown = i % 10 != 7,
            UtcOffset = person.UtcOffset,
        };
    }

    private static Person Bot(long id, string login) => new()
    {
        Id = id,
        Login = login,
        Name = login,
        IsBot = true,
        CommitEmail = $"{id}+{login}@users.noreply.github.com",
    };
}
