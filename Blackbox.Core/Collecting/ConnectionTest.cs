namespace Blackbox.Core.Collecting;

/// <summary>The answer to "does this connection work, and what does it see?".</summary>
/// <param name="Ok">At least one container can be read.</param>
/// <param name="People">Who did most in what it sees, most active first, at most 1,000.</param>
public sealed record ConnectionTest(bool Ok, string Message, IReadOnlyList<ContainerTest> Containers, IReadOnlyList<PersonCount> People);

/// <param name="Code">As in <see cref="CollectionProblem"/>; null when all is well.</param>
/// <param name="Items">Activities of all time that it sees; null when they were not counted.</param>
public sealed record ContainerTest(string Container, bool Ok, string? Code, string Message, int? Items);

public sealed record PersonCount(CollectedPerson Person, int Items);
