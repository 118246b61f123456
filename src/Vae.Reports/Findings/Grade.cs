namespace Vae.Reports.Findings;

/// <summary>How good a finding is.</summary>
internal enum Grade
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>A fact, neither good nor bad.</summary>
    Fact,

    /// <summary>Worth a look.</summary>
    Look,

    /// <summary>The scores should not be used before this is mended.</summary>
    Bad,
}
