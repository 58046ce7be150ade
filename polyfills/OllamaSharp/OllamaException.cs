namespace OllamaSharp.Models.Exceptions;

/// <summary>The server refused a request; the message is the server's.</summary>
public class OllamaException : Exception
{
    public OllamaException()
    {
    }

    public OllamaException(string message) : base(message)
    {
    }

    public OllamaException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
