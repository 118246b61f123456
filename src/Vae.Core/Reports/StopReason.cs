namespace Vae.Core.Reports;

/// <summary>Why training ended.</summary>
public enum StopReason
{
    /// <summary>All steps were taken.</summary>
    Completed,

    /// <summary>The validation loss had not improved for the given number of epochs; the best parameters were kept.</summary>
    EarlyStopped,

    /// <summary>The caller cancelled; the model is the best so far.</summary>
    Cancelled,
}
