using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.Jira.Reading;

/// <summary>What the readers of one connection's window share.</summary>
internal sealed class JiraReading(RestSession session, JiraSite site, CollectionContext context, Findings findings)
{
    // Dates that items are believed to have, with room for what is added to and taken from the window's ends.
    public static readonly DateTimeOffset Earliest = new(1971, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Where it is about no one project.</summary>
    public const string Everywhere = "Jira";

    private readonly Lock _lock = new();
    private readonly HashSet<string> _incomplete = new(StringComparer.Ordinal);
    private bool _isUnsure;

    public RestSession Session => session;
    public JiraSite Site => site;
    public Findings Findings => findings;
    public IssueMemory Memory { get; } = new(context.Memory);

    /// <summary>Told of what was read from memory, from anywhere.</summary>
    public CollectionReport Tally => context.Report;

    public TimeWindow Window { get; } = new(
        context.Window.From < Earliest ? Earliest : context.Window.From, context.Window.To > Latest ? Latest : context.Window.To);

    /// <summary>An item that could not be understood may be what the record has: nothing of its project is taken for gone.</summary>
    /// <param name="project">Null where it is not known.</param>
    public ValueTask SkipAsync(string? project, string problem, CancellationToken cancellationToken)
    {
        Incomplete(project);
        return findings.SayAsync(report => report.ItemSkipped(project ?? context.Connection.Name, JiraCodes.Malformed, problem), cancellationToken);
    }

    public ValueTask FailAsync(string project, string what, ResourceException exception, CancellationToken cancellationToken)
    {
        Incomplete(project);
        return findings.SayAsync(report => report.ContainerFailed(project, exception.Code, $"{what} cannot be read: {exception.Message}"), cancellationToken);
    }

    /// <summary>Not all of a project was found; null for all projects.</summary>
    public void Incomplete(string? project)
    {
        lock (_lock)
        {
            if (project is null)
                _isUnsure = true;
            else
                _incomplete.Add(project);
        }
    }

    public bool IsComplete(string project)
    {
        lock (_lock)
            return !_isUnsure && !_incomplete.Contains(project);
    }
}
