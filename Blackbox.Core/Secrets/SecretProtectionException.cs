namespace Blackbox.Core.Secrets;

/// <summary>A stored secret cannot be opened. Neither the message nor anything in it tells of the value.</summary>
public sealed class SecretProtectionException(string message) : Exception(message);
