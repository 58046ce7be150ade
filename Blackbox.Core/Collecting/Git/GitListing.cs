namespace Blackbox.Core.Collecting.Git;

/// <summary>The commits of one selection, read from a running <c>git log</c>.</summary>
internal sealed class GitListing : IAsyncDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly GitProcess _process;
    private readonly GitLogParser _parser;
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _start;
    private int _end;
    private bool _done;

    private GitListing(GitProcess process, TimeWindow window)
    {
        _process = process;
        _parser = new(window);
        process.CloseInput();
    }

    public static async Task<GitListing> StartAsync(
        GitProgram git, OpenedRepository repository, IReadOnlyList<string> revisions, TimeWindow window, bool withFiles,
        CancellationToken cancellationToken)
    {
        List<string> arguments = [.. repository.Options, "log", .. GitLogParser.Arguments];
        if (withFiles)
            arguments.AddRange(GitLogParser.FileArguments);
        var since = window.From.ToUnixTimeSeconds() - (long)GitDate.Tolerance.TotalSeconds;
        // Where git lacks the option everything is listed and sorted out here. Not --since: it ends at the first older commit.
        if (since > 0 && await git.CheckVersionAsync(cancellationToken))
            arguments.Add($"--since-as-filter=@{since} +0000");
        arguments.AddRange([.. revisions, "--"]);
        return new(git.Start(repository.Path, arguments, cancellationToken), window);
    }

    /// <returns>The next commit; null after the last one, when git ended well.</returns>
    /// <exception cref="GitException">git ended in an error or said what cannot be understood.</exception>
    public async ValueTask<GitCommit?> ReadAsync()
    {
        try
        {
            while (!_done)
            {
                if (TryRead() is { } commit)
                    return commit;
                (_start, _end) = (0, await _process.ReadAsync(_buffer));
                if (_end == 0)
                {
                    _done = true;
                    var (exitCode, error) = await _process.WaitAsync();
                    if (exitCode != 0)
                        throw OpenedRepository.Failure(exitCode, error);
                    return _parser.Complete();
                }
            }
            return null;
        }
        catch (InvalidDataException e)
        {
            throw new GitException(GitCodes.GitFailed, e.Message);
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private GitCommit? TryRead()
    {
        ReadOnlySpan<byte> rest = _buffer.AsSpan(_start, _end - _start);
        _parser.TryRead(ref rest, out var commit);
        _start = _end - rest.Length;
        return commit;
    }
}
