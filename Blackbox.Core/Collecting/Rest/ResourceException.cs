namespace Blackbox.Core.Collecting.Rest;

/// <summary>
/// One resource cannot be read, while others of the connection can. Codes: those of the platform's refusals, as <c>not_found</c> (404; also what the
/// secret may not know of), <c>gone</c> (410), <c>invalid</c> (422), <c>forbidden</c> (403) and <c>rejected</c> (other 4xx); <c>redirected</c>
/// (to another server, or too often), <c>too_large</c>, <c>too_many_pages</c>, <c>foreign_link</c> (the next page is said to be on another
/// server); after retries <c>malformed</c>, <c>cut</c>, <c>timed_out</c> and <c>server_error</c> (5xx) while the platform answers other requests.
/// </summary>
/// <param name="status">The HTTP status; 0 where there was no answer.</param>
/// <param name="message">In words that the connection's owner can act on; no secrets.</param>
public sealed class ResourceException(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public string Code => code;
}
