using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>The generated classes in the namespace Projects.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    string ProjectPath { get; }

    bool SuppressBuild => false;
}

public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;
