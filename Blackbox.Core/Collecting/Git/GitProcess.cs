using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Blackbox.Core.Collecting.Git;

/// <summary>A running git. It is killed, with all that it started, when it takes too long, when the caller cancels and when it is disposed.</summary>
internal sealed class GitProcess : IAsyncDisposable
{
    private const int MaxOutput = 1024 * 1024;
    private const int MaxError = 4 * 1024;

    private readonly Process _process;
    private readonly GitOptions _options;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenSource _lifetime;
    private readonly CancellationTokenSource _idle;
    private readonly CancellationTokenRegistration[] _kills;
    private readonly Task<string> _error;

    public GitProcess(Process process, GitOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        _process = process;
        _options = options;
        _cancellationToken = cancellationToken;
        _lifetime = new(options.Timeout, time);
        _idle = new(Timeout.InfiniteTimeSpan, time);
        _error = DrainAsync(process.StandardError.BaseStream);
        // Reading a pipe cannot be cancelled everywhere; the death of the other end always ends it.
        _kills = [cancellationToken.Register(Kill), _lifetime.Token.Register(Kill), _idle.Token.Register(Kill)];
    }

    /// <summary>Reads what git says; 0 at the end.</summary>
    /// <exception cref="GitException">It took too long.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        _idle.CancelAfter(_options.IdleTimeout);
        int count;
        try
        {
            count = await _process.StandardOutput.BaseStream.ReadAsync(buffer, CancellationToken.None);
        }
        catch (IOException e)
        {
            ThrowIfKilled();
            throw new GitException(GitCodes.GitFailed, $"What git says could not be read: {e.Message}");
        }
        _idle.CancelAfter(Timeout.InfiniteTimeSpan);
        ThrowIfKilled();
        return count;
    }

    /// <summary>Tells git that no question follows.</summary>
    public void CloseInput() => _process.StandardInput.Close();

    public async ValueTask WriteLineAsync(string line)
    {
        try
        {
            await _process.StandardInput.WriteAsync(line + "\n");
            await _process.StandardInput.FlushAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            ThrowIfKilled();
            throw new GitException(GitCodes.GitFailed, "git ended before it was asked everything.");
        }
    }

    /// <summary>Waits for the end, after all output was read.</summary>
    /// <returns>The exit code and the end of what git said on its error stream.</returns>
    public async Task<(int ExitCode, string Error)> WaitAsync()
    {
        _idle.CancelAfter(_options.IdleTimeout);
        await _process.WaitForExitAsync(CancellationToken.None);
        var error = await _error;
        _idle.CancelAfter(Timeout.InfiniteTimeSpan);
        ThrowIfKilled();
        return (_process.ExitCode, error);
    }

    public async Task<GitResult> ReadToEndAsync()
    {
        CloseInput();
        var output = new MemoryStream();
        var buffer = new byte[4096];
        int count;
        while ((count = await ReadAsync(buffer)) > 0)
            output.Write(buffer, 0, (int)Math.Min(count, MaxOutput - output.Length));
        var (exitCode, error) = await WaitAsync();
        return new(exitCode, Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length), error);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var kill in _kills)
            await kill.DisposeAsync();
        Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _error;
        _process.Dispose();
        _lifetime.Dispose();
        _idle.Dispose();
    }

    private void ThrowIfKilled()
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (_lifetime.IsCancellationRequested)
            throw new GitException(GitCodes.Timeout, $"git was not done after {_options.Timeout:g} (Git:Timeout).");
        if (_idle.IsCancellationRequested)
            throw new GitException(GitCodes.Timeout, $"git said nothing for {_options.IdleTimeout:g} (Git:IdleTimeout).");
    }

    private void Kill()
    {
        try
        {
            if (!_process.HasExited)
                _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself in between.
        }
    }

    // The last words are the ones that name the reason.
    private static async Task<string> DrainAsync(Stream stream)
    {
        var buffer = new byte[2 * MaxError];
        var length = 0;
        int count;
        while ((count = await stream.ReadAsync(buffer.AsMemory(length), CancellationToken.None)) > 0)
        {
            length += count;
            if (length > MaxError)
            {
                buffer.AsSpan(length - MaxError, MaxError).CopyTo(buffer);
                length = MaxError;
            }
        }
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
