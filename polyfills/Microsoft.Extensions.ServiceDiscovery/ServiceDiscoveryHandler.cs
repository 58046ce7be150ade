namespace Microsoft.Extensions.ServiceDiscovery;

/// <summary>Sends a request to the address of the service that it names.</summary>
internal sealed class ServiceDiscoveryHandler(ServiceEndpoints endpoints) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var requested = request.RequestUri;
        if (requested is not null)
        {
            request.RequestUri = endpoints.Resolve(requested);
        }

        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // A retry may take another address.
            request.RequestUri = requested;
        }
    }
}
