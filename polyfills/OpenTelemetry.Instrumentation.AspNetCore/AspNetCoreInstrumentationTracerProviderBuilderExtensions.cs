using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry.Instrumentation.AspNetCore;

namespace OpenTelemetry.Trace;

public static class AspNetCoreInstrumentationTracerProviderBuilderExtensions
{
    /// <summary>A span for each incoming request, named by its method and route.</summary>
    public static TracerProviderBuilder AddAspNetCoreInstrumentation(this TracerProviderBuilder builder)
        => AddAspNetCoreInstrumentation(builder, configureAspNetCoreTraceInstrumentationOptions: null);

    /// <inheritdoc cref="AddAspNetCoreInstrumentation(TracerProviderBuilder)"/>
    public static TracerProviderBuilder AddAspNetCoreInstrumentation(
        this TracerProviderBuilder builder, Action<AspNetCoreTraceInstrumentationOptions>? configureAspNetCoreTraceInstrumentationOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddSource("Microsoft.AspNetCore").ConfigureServices(services =>
        {
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, RequestSpanStartupFilter>());
            if (configureAspNetCoreTraceInstrumentationOptions is not null)
            {
                services.Configure(configureAspNetCoreTraceInstrumentationOptions);
            }
        });
    }
}
