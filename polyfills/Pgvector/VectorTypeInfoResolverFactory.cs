using Npgsql.Internal;
using Npgsql.Internal.Postgres;

namespace Pgvector.Npgsql;

/// <summary>Tells Npgsql how to read and write <c>vector</c> and <c>vector[]</c>.</summary>
public class VectorTypeInfoResolverFactory : PgTypeInfoResolverFactory
{
    public override IPgTypeInfoResolver CreateResolver() => new Resolver(Scalars());

    public override IPgTypeInfoResolver CreateArrayResolver()
    {
        var arrays = new TypeInfoMappingCollection(Scalars());
        arrays.AddArrayType<Vector>("vector");
        return new Resolver(arrays);
    }

    private static TypeInfoMappingCollection Scalars()
    {
        var mappings = new TypeInfoMappingCollection();
        mappings.AddType<Vector>("vector", static (options, mapping, _) => mapping.CreateInfo(options, new VectorConverter()), isDefault: true);
        return mappings;
    }

    private sealed class Resolver(TypeInfoMappingCollection mappings) : IPgTypeInfoResolver
    {
        public PgTypeInfo? GetTypeInfo(Type? type, DataTypeName? dataTypeName, PgSerializerOptions options)
            => mappings.Find(type, dataTypeName, options);
    }
}
