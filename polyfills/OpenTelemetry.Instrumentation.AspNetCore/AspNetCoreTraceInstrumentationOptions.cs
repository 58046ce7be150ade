using Microsoft.AspNetCore.Http;

namespace OpenTelemetry.Instrumentation.AspNetCore;

public class AspNetCoreTraceInstrumentationOptions
{
    /// <summary>False: no span for this request, nor for what it calls.</summary>
    public Func<HttpContext, bool>? Filter { get; set; }
}
