// A service for the tests of the engine: says which environment it was given, and ends or turns sick when it is told to.
var builder = WebApplication.CreateSlimBuilder(args);
builder.WebHost.UseUrls(Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? "http://localhost:0");
var app = builder.Build();
var healthy = true;

app.MapGet("/health", () => healthy ? Results.Ok() : Results.StatusCode(503));
app.MapPost("/sick", () => healthy = false);
app.MapPost("/well", () => healthy = true);
app.MapGet("/environment", () => Environment.GetEnvironmentVariables());
app.MapGet("/process", () => Environment.ProcessId);
app.MapPost("/exit/{code:int}", (int code) =>
{
    Console.WriteLine($"ending with {code}");
    Environment.Exit(code);
});

app.Run();
