using Microsoft.EntityFrameworkCore;
using Pgvector;
using Pgvector.EntityFrameworkCore;

namespace Blackbox.Tests.Polyfills;

public sealed class VectorTests
{
    [Fact]
    public void Vector_reads_what_it_writes()
    {
        var vector = Of(1f, -2.5f, 3e-05f, 0f);

        Assert.Equal("[1,-2.5,3E-05,0]", vector.ToString());
        Assert.Equal(vector, new Vector(vector.ToString()));
        Assert.Equal(new Vector("[1,-2.5,3e-05,0]"), vector);
    }

    [Fact]
    public void Vectors_are_equal_when_all_elements_are()
    {
        var one = Of(1f, 2f);
        var same = Of(1f, 2f);
        Vector? none = null;

        Assert.True(one == same);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.True(one != Of(1f, 3f));
        Assert.True(one != Of(1f));
        Assert.True(one != none);
        Assert.True(none == null);
    }

    [Fact]
    public void Cosine_distance_becomes_the_operator_of_pgvector()
    {
        using var context = new PagesContext();
        var wanted = Of(1f, 0f, 0f);

        var sql = context.Pages.OrderBy(page => page.Embedding!.CosineDistance(wanted)).Select(page => page.Id).ToQueryString();

        Assert.Contains("""ORDER BY p."Embedding" <=> @wanted""", sql, StringComparison.Ordinal);
    }

    [Fact]
    public void Model_creates_the_column_and_the_index_of_pgvector()
    {
        using var context = new PagesContext();

        var sql = context.Database.GenerateCreateScript();

        Assert.Contains("CREATE EXTENSION IF NOT EXISTS vector", sql, StringComparison.Ordinal);
        Assert.Contains("\"Embedding\" vector(3)", sql, StringComparison.Ordinal);
        Assert.Contains("USING hnsw (\"Embedding\" vector_cosine_ops) WITH (m=16)", sql, StringComparison.Ordinal);
    }

    private static Vector Of(params float[] elements) => new(elements);

    private sealed class Page
    {
        public int Id { get; set; }

        public Vector? Embedding { get; set; }
    }

    private sealed class PagesContext : DbContext
    {
        public DbSet<Page> Pages => Set<Page>();

        // The SQL is made without a connection.
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
            => optionsBuilder.UseNpgsql("Host=127.0.0.1;Port=1", npgsql => npgsql.UseVector());

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.HasPostgresExtension("vector");
            modelBuilder.Entity<Page>(page =>
            {
                page.Property(p => p.Embedding).HasColumnType("vector(3)");
                page.HasIndex(p => p.Embedding).HasMethod("hnsw").HasOperators("vector_cosine_ops").HasStorageParameter("m", 16);
            });
        }
    }
}
