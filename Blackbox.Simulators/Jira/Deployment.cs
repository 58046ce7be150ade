namespace Blackbox.Simulators.Jira;

/// <summary>Which Jira it is.</summary>
public enum Deployment
{
    /// <summary>REST API 3: accountIds, ADF, next-page tokens.</summary>
    Cloud,

    /// <summary>Data Center, REST API 2: user keys and names, wiki markup, pages by offset.</summary>
    Server,
}
