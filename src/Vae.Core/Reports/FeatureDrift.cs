namespace Vae.Core.Reports;

/// <summary>How far one feature has moved between the training rows and a batch.</summary>
/// <remarks>
/// Measured on its surprise, (value - expected) / sigma, the expectation given the other features of the row.
/// </remarks>
/// <param name="Index">The feature, from 0.</param>
/// <param name="Name">Its name, or <c>feature 1</c> and so on where features have none.</param>
/// <param name="Shift">Mean surprise of the batch less that of the training rows, in standard deviations of the latter, surprises beyond 3 counting as 3: an effect size, which does not grow with the number of rows.</param>
/// <param name="Spread">Typical size of the batch's surprises over that of the training rows (from the mean of log(1 + surprise^2)); 1 where nothing changed.</param>
/// <param name="PValue">
/// Of the sharper of two Welch tests, that the mean of the surprise and that of its size are as in training; doubled for having taken the sharper, and adjusted for the number of features
/// by Holm's method (1979).
/// </param>
public sealed record FeatureDrift(int Index, string Name, double Shift, double Spread, double PValue);
