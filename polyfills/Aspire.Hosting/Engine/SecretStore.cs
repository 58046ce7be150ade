using System.Text.Json;

namespace Aspire.Hosting.Engine;

/// <summary>Passwords and keys that were made up at the first start. Only the owner may read the file.</summary>
internal sealed class SecretStore(string? path)
{
    private readonly Lock _lock = new();
    private Dictionary<string, string>? _known;

    public string GetOrAdd(string name, Func<string> make)
    {
        lock (_lock)
        {
            _known ??= Read();
            if (!_known.TryGetValue(name, out var secret))
            {
                _known[name] = secret = make();
                Write();
            }

            return secret;
        }
    }

    private Dictionary<string, string> Read()
    {
        if (path is null || !File.Exists(path))
        {
            return [];
        }

        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? [];
        }
        catch (JsonException e)
        {
            // Guessing would make new passwords that the existing data does not know.
            throw new DistributedApplicationException(
                $"{path} is damaged. It holds the passwords of the local servers: restore it, or delete it together with the data beside it.", e);
        }
    }

    private void Write()
    {
        if (path is null)
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var next = $"{path}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(next, options))
        {
            JsonSerializer.Serialize(file, _known);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }
}
