using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Engine;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

public static class RedisBuilderExtensions
{
    private static readonly TimeSpan UsualInterval = TimeSpan.FromSeconds(60);

    public static IResourceBuilder<RedisResource> AddRedis(
        this IDistributedApplicationBuilder builder, string name, int? port = null, IResourceBuilder<ParameterResource>? password = null)
    {
        var secret = password?.Resource ?? ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false);
        var external = builder.Configuration.GetConnectionString(name);
        var redis = new RedisResource(name, secret) { External = string.IsNullOrWhiteSpace(external) ? null : external };
        return builder.AddResource(redis)
            .WithAnnotation(new EndpointAnnotation("tcp", "tcp", port, "127.0.0.1"))
            .WithAnnotation<ResourceRunner>(new RedisRunner(redis) { IsExternal = redis.External is not null });
    }

    public static IResourceBuilder<RedisResource> WithDataVolume(this IResourceBuilder<RedisResource> builder, string? name = null) =>
        builder.WithAnnotation(new DataVolumeAnnotation(name ?? $"{builder.Resource.Name}-data")).WithPersistence();

    public static IResourceBuilder<RedisResource> WithHostPort(this IResourceBuilder<RedisResource> builder, int? port)
    {
        builder.Resource.PrimaryEndpoint.EndpointAnnotation.Port = port;
        return builder;
    }

    /// <summary>Writes a snapshot when so many keys have changed in the interval.</summary>
    public static IResourceBuilder<RedisResource> WithPersistence(
        this IResourceBuilder<RedisResource> builder, TimeSpan? interval = null, long keysChangedThreshold = 1) =>
        builder.WithAnnotation(
            new PersistenceAnnotation(string.Create(
                CultureInfo.InvariantCulture, $"{(long)(interval ?? UsualInterval).TotalSeconds} {keysChangedThreshold}")),
            ResourceAnnotationMutationBehavior.Replace);
}

/// <summary>Redis' own option: "seconds keys".</summary>
internal sealed record PersistenceAnnotation(string Save) : IResourceAnnotation;
