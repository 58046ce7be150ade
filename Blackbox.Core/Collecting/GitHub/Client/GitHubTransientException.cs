namespace Blackbox.Core.Collecting.GitHub.Client;

/// <summary>A try failed for a reason that may pass: it is tried again, and then becomes one of the failures that callers know.</summary>
/// <param name="unreachable">GitHub itself was not there, so that other resources will fail as well.</param>
internal sealed class GitHubTransientException(int status, string code, string message, bool unreachable = false, Exception? inner = null)
    : Exception(message, inner)
{
    public int Status => status;

    public string Code => code;

    public bool IsUnreachable => unreachable;

    public static GitHubTransientException Of(HttpRequestException exception, int status = 0) => exception.HttpRequestError switch
    {
        _ when exception.InnerException is PlatformUnavailableException refused => Unreachable(refused.Message, exception),
        HttpRequestError.NameResolutionError => Unreachable("its name is not known here", exception),
        HttpRequestError.SecureConnectionError => Unreachable("its certificate is not trusted or encryption failed", exception),
        HttpRequestError.ProxyTunnelError => Unreachable("the proxy does not let it through", exception),
        HttpRequestError.ConnectionError => Unreachable("nothing accepts a connection", exception),
        HttpRequestError.ConfigurationLimitExceeded => new(status, "malformed", "GitHub's answer has headers beyond any measure.", inner: exception),
        _ => Cut(exception, status),
    };

    public static GitHubTransientException Cut(Exception exception, int status) =>
        new(status, "cut", "The connection to GitHub broke off in the middle of an answer.", inner: exception);

    public static GitHubTransientException Unreachable(string reason, Exception exception) =>
        new(0, "unreachable", reason, unreachable: true, exception);
}
