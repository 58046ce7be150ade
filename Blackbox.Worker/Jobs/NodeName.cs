using System.Globalization;
using System.Security.Cryptography;

namespace Blackbox.Worker.Jobs;

/// <summary>This process among the workers. A restarted one is another node: the cluster finds the dead one's jobs and begins them again.</summary>
internal static class NodeName
{
    public static readonly string Value = string.Create(
        CultureInfo.InvariantCulture, $"{Environment.MachineName}:{Environment.ProcessId}:{RandomNumberGenerator.GetHexString(6, lowercase: true)}");
}
