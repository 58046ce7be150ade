using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Engine;

/// <summary>Whoever uses another resource stops before it; the rest in the reverse of the order in which it was added.</summary>
internal static class ShutdownOrder
{
    /// <returns>Groups that stop one after the other; those within a group stop together.</returns>
    public static IEnumerable<IReadOnlyList<IResource>> Of(IReadOnlyList<IResource> resources)
    {
        var left = resources.Reverse().ToList();
        while (left.Count > 0)
        {
            var used = left.SelectMany(Uses).ToHashSet();
            // A circle of references is possible (two services that call each other): then the order does not matter.
            var free = left.Where(resource => !used.Contains(resource)).ToList() is { Count: > 0 } some ? some : [left[0]];
            var services = free.Where(resource => resource is ProjectResource).ToList();
            var next = services.Count > 0 ? services : [free[0]];
            yield return next;
            left.RemoveAll(next.Contains);
        }
    }

    private static IEnumerable<IResource> Uses(IResource resource)
    {
        var direct = resource.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource)
            .Concat(resource.Annotations.OfType<ReferenceAnnotation>().Select(reference => reference.Resource));
        return resource is IResourceWithParent child ? direct.Append(child.Parent) : direct;
    }
}
