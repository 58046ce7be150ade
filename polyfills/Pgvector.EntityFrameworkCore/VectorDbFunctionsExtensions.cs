using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Pgvector.EntityFrameworkCore;

/// <summary>Distances, for use inside LINQ queries only.</summary>
public static class VectorDbFunctionsExtensions
{
    /// <summary>1 - cosine similarity (operator <c>&lt;=&gt;</c>): 0 is the same direction, 2 the opposite one.</summary>
    public static double CosineDistance(this object a, object b)
        => throw new InvalidOperationException(CoreStrings.FunctionOnClient(nameof(CosineDistance)));

    /// <summary>Euclidean distance (operator <c>&lt;-&gt;</c>).</summary>
    public static double L2Distance(this object a, object b)
        => throw new InvalidOperationException(CoreStrings.FunctionOnClient(nameof(L2Distance)));

    /// <summary>Negative inner product (operator <c>&lt;#&gt;</c>).</summary>
    public static double MaxInnerProduct(this object a, object b)
        => throw new InvalidOperationException(CoreStrings.FunctionOnClient(nameof(MaxInnerProduct)));
}
