using System.Text;

namespace Blackbox.Core.Collecting.Git;

/// <summary>
/// Maps co-authors as the repository's <c>.mailmap</c> says, which git does by itself only for authors and committers. One git answers all
/// questions of a listing, and starts with the first.
/// </summary>
internal sealed class GitMailmap(GitProgram git, OpenedRepository repository, CancellationToken cancellationToken) : IAsyncDisposable
{
    private const int MaxRemembered = 10_000;
    private const int MaxAnswer = 16 * 1024;

    private readonly Dictionary<GitPerson, GitPerson> _remembered = [];
    private readonly byte[] _buffer = new byte[MaxAnswer];
    private int _length;
    private GitProcess? _process;

    public async ValueTask<GitPerson> MapAsync(GitPerson person)
    {
        if (_remembered.TryGetValue(person, out var mapped))
            return mapped;
        _process ??= git.Start(repository.Path, [.. repository.Options, "check-mailmap", "--stdin"], cancellationToken);
        // One line, one contact: what would end either is left out of the question.
        await _process.WriteLineAsync($"{Plain(person.Name)} <{Plain(person.Email)}>");
        mapped = GitMessage.ParsePerson(await ReadLineAsync()) ?? person;
        if (_remembered.Count < MaxRemembered)
            _remembered.Add(person, mapped);
        return mapped;
    }

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async ValueTask<string> ReadLineAsync()
    {
        while (true)
        {
            var end = _buffer.AsSpan(0, _length).IndexOf((byte)'\n');
            if (end >= 0)
            {
                var line = Encoding.UTF8.GetString(_buffer, 0, end);
                _length -= end + 1;
                _buffer.AsSpan(end + 1, _length).CopyTo(_buffer);
                return line;
            }
            var count = _length == _buffer.Length ? 0 : await _process!.ReadAsync(_buffer.AsMemory(_length));
            if (count == 0)
                throw new GitException(GitCodes.Corrupt, "The repository's .mailmap could not be applied.");
            _length += count;
        }
    }

    private static string Plain(string text)
    {
        const int maxLength = 500;
        var plain = new StringBuilder(GitText.OneLine(text, maxLength));
        return plain.Replace("<", "").Replace(">", "").ToString().Trim();
    }
}
