using Microsoft.EntityFrameworkCore.Storage;

namespace Pgvector.EntityFrameworkCore;

public class VectorTypeMappingSourcePlugin : IRelationalTypeMappingSourcePlugin
{
    public RelationalTypeMapping? FindMapping(in RelationalTypeMappingInfo mappingInfo)
    {
        // The CLR type is unknown while a database is read back, and then the column's type decides.
        var isVector = mappingInfo.ClrType is { } clrType
            ? clrType == typeof(Vector)
            : (mappingInfo.StoreTypeNameBase ?? mappingInfo.StoreTypeName) == "vector";
        return isVector ? new VectorTypeMapping(mappingInfo.StoreTypeName ?? "vector", typeof(Vector), mappingInfo.Size) : null;
    }
}
