namespace Vae.Reports.Tests.Support;

/// <summary>Tests that share one browser and one model with its reports: to start and to make them costs more than most tests do.</summary>
[CollectionDefinition(Name)]
public sealed class PagesCollection : ICollectionFixture<Browser>, ICollectionFixture<ReportFiles>
{
    public const string Name = "pages";
}
