using System.Security.Cryptography;
using System.Text;
using Blackbox.Core.Secrets;

namespace Blackbox.Core.Collecting.Budgets;

/// <summary>Whose budget a request is taken from: a platform counts per credential and server.</summary>
/// <param name="Platform">The platform's name as a person knows it, as <c>GitHub</c>.</param>
/// <param name="Key">Says nothing about the credential; equal ones share a budget.</param>
public sealed record BudgetToken(string Platform, string Key)
{
    /// <param name="secret">Null where the platform is asked without one; it then counts by network address.</param>
    public static BudgetToken Of(string platform, Uri baseUrl, Secret? secret)
    {
        var server = baseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return new(platform, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{server}\0{secret?.Reveal()}"))));
    }
}
