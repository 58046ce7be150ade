namespace Aspire.Hosting.Engine;

/// <summary>
/// Lets a test run the AppHost's own entry point and hold what it builds. It flows with the execution context, so that tests
/// with several applications at once do not see each other's.
/// </summary>
internal sealed class BuilderInterception(
    Action<DistributedApplicationOptions> creating,
    Action<DistributedApplicationBuilder> created,
    Action<DistributedApplicationBuilder> building,
    Action<DistributedApplication> built)
{
    private static readonly AsyncLocal<BuilderInterception?> Flowing = new();
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static BuilderInterception? Current
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }

    /// <summary>The test has disposed of the application, and the AppHost's program may end.</summary>
    public Task Finished => _finished.Task;

    public void Creating(DistributedApplicationOptions options) => creating(options);

    public void Created(DistributedApplicationBuilder builder) => created(builder);

    public void Building(DistributedApplicationBuilder builder) => building(builder);

    public void Built(DistributedApplication app) => built(app);

    public void Finish() => _finished.TrySetResult();
}
