namespace Blackbox.Core.Collecting.Rest;

/// <summary>A try failed for a reason that may pass: it is tried again, and then becomes one of the failures that callers know.</summary>
/// <param name="unreachable">The platform itself was not there, so that other resources will fail as well.</param>
internal sealed class TransientException(int status, string code, string message, bool unreachable = false, Exception? inner = null)
    : Exception(message, inner)
{
    public int Status => status;

    public string Code => code;

    public bool IsUnreachable => unreachable;

    /// <summary>There is no time for another try.</summary>
    public bool IsLast { get; init; }

    public static TransientException Of(string title, HttpRequestException exception, int status = 0) => exception.HttpRequestError switch
    {
        _ when exception.InnerException is PlatformUnavailableException refused => Unreachable(refused.Message, exception),
        HttpRequestError.NameResolutionError => Unreachable("its name is not known here", exception),
        HttpRequestError.SecureConnectionError => Unreachable("its certificate is not trusted or encryption failed", exception),
        HttpRequestError.ProxyTunnelError => Unreachable("the proxy does not let it through", exception),
        HttpRequestError.ConnectionError => Unreachable("nothing accepts a connection", exception),
        HttpRequestError.ConfigurationLimitExceeded => new(status, "malformed", $"{title}'s answer has headers beyond any measure.", inner: exception),
        _ => Cut(title, exception, status),
    };

    public static TransientException Cut(string title, Exception exception, int status) =>
        new(status, "cut", $"The connection to {title} broke off in the middle of an answer.", inner: exception);

    public static TransientException Unreachable(string reason, Exception exception) => new(0, "unreachable", reason, unreachable: true, exception);
}
