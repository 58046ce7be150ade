namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value from the configuration (Parameters:name), or one that is made up once and kept.</summary>
public class ParameterResource : Resource, IValueProvider
{
    private readonly Lazy<string> _value;

    internal ParameterResource(string name, Func<string> read, bool secret) : base(name)
    {
        _value = new(read);
        Secret = secret;
    }

    public bool Secret { get; }

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken) => new(_value.Value);
}
