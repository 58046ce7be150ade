using Blackbox.Core.Collecting;
using Blackbox.Core.Summaries;
using Blackbox.Core.Summaries.Extractive;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Blackbox.Tests.Summaries;

/// <summary>What the platforms bring for their summaries, as a host has it.</summary>
internal static class Forms
{
    private static readonly ServiceProvider Services = new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddLogging().AddPlatforms().BuildServiceProvider();

    public static ExtractiveSummarizer Extractive { get; } = new(Services.GetServices<IExtractiveForm>());

    public static SummaryPrompts Prompts { get; } = new(Services.GetServices<ICollector>());

    public static PromptMaterial Material(PlatformDay day, int maxCharacters) => PromptMaterial.Of(day, Extractive.Facts, maxCharacters);
}
