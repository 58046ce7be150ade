namespace Blackbox.Simulators.Http;

/// <summary>The request asks for something that the simulator does not know, in a value: a field to expand, an operator of a query.</summary>
internal sealed class UnknownRequestException(string what) : Exception(what);
