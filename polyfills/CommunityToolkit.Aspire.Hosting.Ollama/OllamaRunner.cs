using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Engine;

namespace Aspire.Hosting;

/// <summary>Looks whether an Ollama answers, now and later: it may be started at any time.</summary>
internal sealed class OllamaRunner(Uri address) : ResourceRunner
{
    private const int UsualPort = 11434;
    private static readonly TimeSpan UntilNextLook = TimeSpan.FromSeconds(15);

    internal static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(3),
    };

    private bool? _answers;

    public override bool Optional => true;

    public override string Absence => "does not answer; everything works without it";

    public override Task StartAsync(RunContext run, CancellationToken cancellationToken) => Task.CompletedTask;

    public override async Task<string?> ProbeAsync(RunContext run, CancellationToken cancellationToken)
    {
        using var version = await GetAsync(new(address, "api/version"), cancellationToken);
        var answers = version is not null;
        if (answers != _answers)
        {
            run.Note(answers
                ? $"Ollama answers on {address}"
                : $"not available: nothing answers on {address}. The services run without a model server until one does.");
            _answers = answers;
        }

        if (answers)
        {
            return null;
        }

        await Task.Delay(UntilNextLook, TimeProvider.System, cancellationToken);
        return "does not answer";
    }

    /// <summary>OLLAMA_HOST as Ollama itself reads it: "host", "host:port", ":port" or a URL; 0.0.0.0 is where it listens, not an address.</summary>
    internal static Uri AddressOf(string? configured, int? port)
    {
        var text = string.IsNullOrWhiteSpace(configured) ? $"127.0.0.1:{port ?? UsualPort}" : configured.Trim();
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            text = "http://" + (text.StartsWith(':') ? "127.0.0.1" + text : text);
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new DistributedApplicationException($"OLLAMA_HOST is not an address: '{configured}'.");
        }

        var named = text.AsSpan(text.IndexOf("://", StringComparison.Ordinal) + 3).Contains(':');
        return new UriBuilder(uri.Scheme, uri.Host == "0.0.0.0" ? "127.0.0.1" : uri.Host, named || uri.Scheme == "https" ? uri.Port : UsualPort).Uri;
    }

    internal static async Task<JsonDocument?> GetAsync(Uri uri, CancellationToken cancellationToken)
    {
        try
        {
            return JsonDocument.Parse(await Http.GetByteArrayAsync(uri, cancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or JsonException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}

/// <summary>Looks whether the model is there. It is not fetched unasked into somebody's own Ollama: models are gigabytes.</summary>
internal sealed class OllamaModelRunner(OllamaModelResource model) : ResourceRunner
{
    private static readonly TimeSpan UntilNextLook = TimeSpan.FromSeconds(15);
    private bool _told;

    public override bool Optional => true;

    public override Task StartAsync(RunContext run, CancellationToken cancellationToken) => Task.CompletedTask;

    public override async Task<string?> ProbeAsync(RunContext run, CancellationToken cancellationToken)
    {
        using var tags = await OllamaRunner.GetAsync(new(new Uri(model.Parent.PrimaryEndpoint.Url), "api/tags"), cancellationToken);
        if (tags is not null && Has(tags.RootElement))
        {
            return null;
        }

        if (!_told)
        {
            run.Note($"the model '{model.ModelName}' is missing; fetch it with: ollama pull {model.ModelName}");
            _told = true;
        }

        await Task.Delay(UntilNextLook, TimeProvider.System, cancellationToken);
        return "model missing";
    }

    // {"models":[{"name":"bge-m3:latest", ...}]}
    private bool Has(JsonElement tags) =>
        tags.ValueKind == JsonValueKind.Object
        && tags.TryGetProperty("models", out var models)
        && models.ValueKind == JsonValueKind.Array
        && models.EnumerateArray().Any(entry => entry.TryGetProperty("name", out var name)
            && (name.GetString() == model.ModelName || name.GetString() == $"{model.ModelName}:latest"));
}
