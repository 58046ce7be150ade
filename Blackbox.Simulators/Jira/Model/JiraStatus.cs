namespace Blackbox.Simulators.Jira.Model;

/// <param name="Category">Of Jira's three: <c>new</c>, <c>indeterminate</c>, <c>done</c>.</param>
internal sealed record JiraStatus(int Id, string Name, string Category)
{
    public static JiraStatus ToDo { get; } = new(10_000, "To Do", "new");

    public static JiraStatus InProgress { get; } = new(10_001, "In Progress", "indeterminate");

    public static JiraStatus InReview { get; } = new(10_002, "In Review", "indeterminate");

    public static JiraStatus Done { get; } = new(10_003, "Done", "done");

    private static readonly JiraStatus[] All = [ToDo, InProgress, InReview, Done];

    public static JiraStatus? Find(string name) => All.FirstOrDefault(status => status.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
