namespace Blackbox.Core.Collecting;

/// <summary>A platform does not let a whole connection be read at this moment. What is recorded stays as it is.</summary>
/// <param name="code">Stable, as <c>rate_limited</c>.</param>
/// <param name="message">In words that the connection's owner can act on; no secrets.</param>
public abstract class PlatformException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Code => code;
}

/// <summary>Nothing may be asked before an instant: a rate limit, a budget that is used up, or the platform's own wish.</summary>
public sealed class PlatformThrottledException(string code, string message, DateTimeOffset until) : PlatformException(code, message)
{
    public DateTimeOffset Until => until;
}

/// <summary>The secret is refused, expired or may not see what is asked for: a person must do something.</summary>
public sealed class PlatformAuthException(string code, string message) : PlatformException(code, message);

/// <summary>The platform fails or cannot be reached, also after retries; trying later may help.</summary>
public sealed class PlatformUnavailableException(string code, string message, Exception? inner = null) : PlatformException(code, message, inner);
