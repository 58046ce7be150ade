namespace Blackbox.Benchmarks.Measuring;

/// <summary>What the caller can put right; its message is all that is shown.</summary>
internal sealed class UsageException(string message) : Exception(message);
