namespace Blackbox.Tests.Hosting;

internal sealed class DataFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("stack-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
