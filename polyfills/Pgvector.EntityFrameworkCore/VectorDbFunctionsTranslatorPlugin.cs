using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql.EntityFrameworkCore.PostgreSQL.Query.Expressions.Internal;

namespace Pgvector.EntityFrameworkCore;

public class VectorDbFunctionsTranslatorPlugin(ISqlExpressionFactory sqlExpressionFactory, IRelationalTypeMappingSource typeMappingSource)
    : IMethodCallTranslatorPlugin
{
    public virtual IEnumerable<IMethodCallTranslator> Translators { get; } = [new Translator(sqlExpressionFactory, typeMappingSource)];

    private sealed class Translator(ISqlExpressionFactory expressions, IRelationalTypeMappingSource mappings) : IMethodCallTranslator
    {
        public SqlExpression? Translate(
            SqlExpression? instance, MethodInfo method, IReadOnlyList<SqlExpression> arguments, IDiagnosticsLogger<DbLoggerCategory.Query> logger)
            => method.DeclaringType == typeof(VectorDbFunctionsExtensions) && OperatorOf(method.Name) is { } symbol
                ? new PgUnknownBinaryExpression(
                    expressions.ApplyDefaultTypeMapping(arguments[0]),
                    expressions.ApplyDefaultTypeMapping(arguments[1]),
                    symbol,
                    typeof(double),
                    mappings.FindMapping(typeof(double)))
                : null;

        private static string? OperatorOf(string method) => method switch
        {
            nameof(VectorDbFunctionsExtensions.CosineDistance) => "<=>",
            nameof(VectorDbFunctionsExtensions.L2Distance) => "<->",
            nameof(VectorDbFunctionsExtensions.MaxInnerProduct) => "<#>",
            _ => null,
        };
    }
}
